package dev.omnihuman.bucket;

import dev.omnihuman.digest.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Sends files to a bucket. An object stands there whole or not at all; a name that is taken is left
 * alone. What the server says of the object is compared with what was sent.
 */
public final class Uploads implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  /** S3 takes no more. */
  private static final int MOST_PARTS = 10_000;

  private final Bucket bucket;
  private final UploadNotes notes;

  /**
   * @param folder of ours, on a local disk
   */
  public Uploads(Bucket bucket, Path folder) throws IOException {
    this.bucket = bucket;
    this.notes = new UploadNotes(folder);
  }

  public Bucket bucket() {
    return bucket;
  }

  /**
   * A file on the disk.
   *
   * @param size in bytes
   * @param sha256 in hex
   */
  public record Source(Path file, long size, String sha256) {}

  /**
   * Returns when the object stands there.
   *
   * @return false if the name is taken
   */
  public boolean send(NewObject object, Source source, Progress progress) throws IOException {
    Manner how = bucket.manner();
    boolean sent =
        source.size() <= bucket.settings().partSize()
            ? inOne(object, source, progress, how)
            : inParts(object, source, progress, how);
    if (sent) {
      compare(object, source);
    }
    return sent;
  }

  private boolean inOne(NewObject object, Source source, Progress progress, Manner how)
      throws IOException {
    Body body = new Body(source.file(), 0, source.size(), progress);
    MessageDigest whole = Sha256.create();
    Digests.Sums sums = Digests.of(body, whole);
    requireUnchanged(source, whole);
    PutObjectRequest request = bucket.request(object, sums, how);
    return bucket.find(object.key()).isEmpty()
        && sending(
            body,
            () ->
                Bucket.unlessTaken(
                    () -> bucket.client().putObject(request, body.request(object.type()))));
  }

  private boolean inParts(NewObject object, Source source, Progress progress, Manner how)
      throws IOException {
    if (bucket.find(object.key()).isPresent()) {
      return false;
    }
    UploadNotes.Note upload = begin(object, how);
    boolean stands = false;
    try {
      MessageDigest whole = Sha256.create();
      List<CompletedPart> parts = new ArrayList<>();
      long partSize = partSize(source.size());
      for (long from = 0; from < source.size(); from += partSize) {
        long length = Math.min(partSize, source.size() - from);
        Body body = new Body(source.file(), from, length, progress);
        Digests.Sums sums = Digests.of(body, whole);
        parts.add(part(upload, parts.size() + 1, body, sums, how));
      }
      requireUnchanged(source, whole);
      stands = end(upload, parts, how);
      return stands;
    } finally {
      if (stands) {
        notes.remove(upload);
      } else {
        abort(upload);
      }
    }
  }

  /** As set, or larger where S3 would not take so many parts. */
  private long partSize(long size) {
    return Math.max(bucket.settings().partSize(), (size + MOST_PARTS - 1) / MOST_PARTS);
  }

  private UploadNotes.Note begin(NewObject object, Manner how) throws IOException {
    var storage = bucket.settings().storage();
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket.settings().name())
            .key(object.key())
            .contentType(object.type())
            .metadata(object.metadata())
            .storageClass(Bucket.orNull(storage.storageClass()))
            .serverSideEncryption(Bucket.orNull(storage.encryption()))
            .ssekmsKeyId(Bucket.orNull(storage.kmsKey()));
    if (how.sha256()) {
      request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
    }
    String id =
        bucket.call(() -> bucket.client().createMultipartUpload(request.build()).uploadId());
    return notes.add(bucket.settings().name(), object.key(), id);
  }

  private CompletedPart part(
      UploadNotes.Note upload, int number, Body body, Digests.Sums sums, Manner how)
      throws IOException {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(upload.bucket())
            .key(upload.key())
            .uploadId(upload.uploadId())
            .partNumber(number);
    CompletedPart.Builder part = CompletedPart.builder().partNumber(number);
    if (how.sha256()) {
      request.checksumSHA256(sums.sha256());
      part.checksumSHA256(sums.sha256());
    } else {
      request.contentMD5(sums.md5());
    }
    UploadPartResponse answer =
        sending(
            body,
            () ->
                bucket
                    .client()
                    .uploadPart(request.build(), body.request("application/octet-stream")));
    return part.eTag(answer.eTag()).build();
  }

  /**
   * @return false if the name is taken
   */
  private boolean end(UploadNotes.Note upload, List<CompletedPart> parts, Manner how)
      throws IOException {
    // Some servers know the condition for whole objects and pass over it here.
    if (bucket.find(upload.key()).isPresent()) {
      return false;
    }
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(upload.bucket())
            .key(upload.key())
            .uploadId(upload.uploadId())
            .multipartUpload(all -> all.parts(parts));
    if (how.conditional()) {
      request.ifNoneMatch("*");
    }
    try {
      return bucket.call(
          () -> Bucket.unlessTaken(() -> bucket.client().completeMultipartUpload(request.build())));
    } catch (BucketException e) {
      if (bucket.find(upload.key()).isPresent()) {
        // Perhaps it was ended and the answer lost: whoever looks finds out what stands there.
        LOG.debug("something stands at {} after: {}", upload.key(), e.getMessage());
        return false;
      }
      throw e;
    }
  }

  private <T> T sending(Body body, Supplier<T> call) throws BucketException {
    try {
      return bucket.call(call);
    } catch (BucketException e) {
      RuntimeException objection = body.objection();
      if (objection != null) {
        throw objection;
      }
      throw e;
    }
  }

  private static void requireUnchanged(Source source, MessageDigest whole) throws IOException {
    String found = HexFormat.of().formatHex(whole.digest());
    if (!found.equals(source.sha256())) {
      throw new IOException(
          "%s has changed since it was verified: its SHA-256 was %s and is %s"
              .formatted(source.file(), source.sha256(), found));
    }
  }

  /** A server that says yes may have something else all the same. */
  private void compare(NewObject object, Source source) throws BucketException {
    StoredObject there =
        bucket
            .find(object.key())
            .orElseThrow(
                () ->
                    new BucketException(
                        "the bucket took %s, and it is not there".formatted(object.key())));
    boolean same =
        there.size() == source.size()
            && there.metadata().entrySet().containsAll(object.metadata().entrySet())
            && there.mayHave(source.sha256());
    if (!same) {
      throw new BucketException(
          "the bucket took %s, and something else stands there: %d bytes with %s; %d bytes with %s were sent"
              .formatted(
                  object.key(), there.size(), there.metadata(), source.size(), object.metadata()));
    }
  }

  /** Ends what a predecessor began and did not end. What cannot be ended now is kept in mind. */
  public void abortAbandoned() throws IOException {
    for (UploadNotes.Note upload : notes.left()) {
      abort(upload);
    }
  }

  private void abort(UploadNotes.Note upload) throws IOException {
    try {
      abortNow(upload);
      notes.remove(upload);
    } catch (BucketException e) {
      if (e.getCause() instanceof NoSuchUploadException) {
        notes.remove(upload);
        return;
      }
      notes.keep(upload);
      LOG.warn(
          "the upload of s3://{}/{} is not aborted yet, and the bucket keeps its parts: {}",
          upload.bucket(),
          upload.key(),
          e.getMessage());
    }
  }

  private void abortNow(UploadNotes.Note upload) throws BucketException {
    bucket.call(
        () ->
            bucket
                .client()
                .abortMultipartUpload(
                    request ->
                        request
                            .bucket(upload.bucket())
                            .key(upload.key())
                            .uploadId(upload.uploadId())));
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    bucket.close();
  }
}
