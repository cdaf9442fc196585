package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketSettingsTest {

  private static final String S3 = "omnihuman.outbox.s3.";

  private static Settings with(Map<String, String> set) {
    return Settings.of(PropertyFiles.load(null, Map.of()).with(set));
  }

  @Test
  void should_have_no_bucket_unless_one_is_named() {
    assertThat(with(Map.of()).bucket()).isNull();
    assertThat(with(Map.of(S3 + "prefix", "made", S3 + "region", "eu-central-1")).bucket())
        .isNull();
  }

  @Test
  void should_leave_all_but_the_name_to_the_bucket_and_to_aws() {
    assertThat(with(Map.of(S3 + "bucket", "videos")).bucket())
        .isEqualTo(
            new BucketSettings(
                "videos",
                "",
                "",
                null,
                false,
                "",
                new BucketSettings.Storage("", "", ""),
                16L << 20));
  }

  @Test
  void should_take_what_is_set() {
    Map<String, String> set =
        Map.of(
            S3 + "bucket", "videos",
            S3 + "prefix", "made/in spring",
            S3 + "region", "eu-central-1",
            S3 + "endpoint", "HTTPS://s3.example.com:9000/",
            S3 + "path-style", "true",
            S3 + "storage-class", "STANDARD_IA",
            S3 + "encryption", "aws:kms",
            S3 + "kms-key", "alias/videos",
            S3 + "part-size", "5MiB");
    assertThat(with(set).bucket())
        .isEqualTo(
            new BucketSettings(
                "videos",
                "made/in spring/",
                "eu-central-1",
                URI.create("https://s3.example.com:9000"),
                true,
                "",
                new BucketSettings.Storage("STANDARD_IA", "aws:kms", "alias/videos"),
                5L << 20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bucket           | s3://videos               | without s3://",
        "bucket           | Videos                    | 3 to 63",
        "bucket           | v                         | 3 to 63",
        "bucket           | a..b                      | 3 to 63",
        "prefix           | /made                     | names such as",
        "prefix           | made//x                   | names such as",
        "prefix           | made/../x                 | names such as",
        "prefix           | .made                     | names such as",
        "region           | Frankfurt am Main         | eu-central-1",
        "endpoint         | s3.example.com            | https://HOST",
        "endpoint         | http://s3.example.com     | plain http only to a loopback",
        "endpoint         | http://127.0.0.1:9000     | omnihuman.allow-http",
        "endpoint         | https://s3.example.com/x  | https://HOST",
        "path-style       | yes                       | true or false",
        "credentials-file | /nowhere/credentials      | cannot be read",
        "storage-class    | cheap                     | STANDARD_IA",
        "encryption       | aes                       | AES256, aws:kms",
        "kms-key          | alias/videos              | is not aws:kms",
        "part-size        | 4MiB                      | 5MiB to 5GiB",
        "part-size        | 6GiB                      | 5MiB to 5GiB",
      })
  void should_name_key_and_what_is_allowed_where_a_value_is_wrong(
      String key, String value, String allowed) {
    Map<String, String> set = new HashMap<>(Map.of(S3 + "bucket", "videos"));
    set.put(S3 + key, value);
    assertThatThrownBy(() -> with(set))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(S3 + key, allowed);
  }

  @Test
  void should_not_tell_a_password_that_stands_in_an_endpoint() {
    assertThatThrownBy(
            () -> with(Map.of(S3 + "bucket", "videos", S3 + "endpoint", "https://me:pw@host")))
        .isInstanceOf(SettingsException.class)
        .hasMessageNotContaining("pw");
  }

  @Test
  void should_take_plain_http_to_a_loopback_address_where_it_is_allowed() {
    BucketSettings bucket =
        with(Map.of(
                S3 + "bucket",
                "videos",
                S3 + "endpoint",
                "http://127.0.0.1:9000",
                "omnihuman.allow-http",
                "true"))
            .bucket();
    assertThat(bucket).extracting(BucketSettings::endpoint).hasToString("http://127.0.0.1:9000");
  }
}
