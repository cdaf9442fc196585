package dev.omnihuman.delivery;

import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the files of a job are called, and who is about to take a name in this process. */
final class OutputNames {

  private final Set<String> stemsInUse = new HashSet<>();

  /** The n-th name that a job may take; n counts from 1. */
  static String stem(Job job, int n) {
    String name = job.manifest().output();
    return n == 1 ? name : name + "-" + n;
  }

  /** One video is {@code x.mp4}; several are {@code x_1.mp4}, {@code x_2.mp4} … */
  static String fileName(String stem, int n, int count) {
    return RelativeNames.name(stem) + (count == 1 ? "" : "_" + n) + ".mp4";
  }

  static List<Sidecar.Video> videos(String stem, List<FetchedFile> files) {
    List<Sidecar.Video> videos = new ArrayList<>();
    for (FetchedFile file : files) {
      String name = fileName(stem, videos.size() + 1, files.size());
      videos.add(new Sidecar.Video(name, file.size(), file.sha256(), file.seconds()));
    }
    return videos;
  }

  /** People may change a sidecar; what it says must not lead us to other files. */
  static boolean areCalledAfter(String stem, List<Sidecar.Video> videos) {
    for (int n = 1; n <= videos.size(); n++) {
      if (!videos.get(n - 1).file().equals(fileName(stem, n, videos.size()))) {
        return false;
      }
    }
    return true;
  }

  static List<String> names(String stem, List<Sidecar.Video> videos) {
    return videos.stream().map(video -> RelativeNames.folder(stem) + video.file()).toList();
  }

  /** Nobody else in this process tries this name until it is released. */
  synchronized boolean reserve(String stem) {
    return stemsInUse.add(stem);
  }

  synchronized void release(String stem) {
    stemsInUse.remove(stem);
  }
}
