package dev.omnihuman.ledger;

/** What a program of version 9 may have left. */
final class OldLedger {

  static final String ROWS =
      """
      INSERT INTO job (id, manifest_file, name, force_take, image_url, audio_url, content_hash,
        state, version, attempt, tries, due_at, request_id, media_urls, charged, accepted_at,
        submitted_at, output_stem)
      VALUES ('01old', 'old.json', 'old', 0, 'https://example.com/a.png',
        'https://example.com/a.mp3', 'hash', 'SUBMITTED', 3, 1, 0, 4000, 'request-old', '[]', 'YES',
        1000, 2000, 'old');
      INSERT INTO attempt (job_id, number, started_at, answered_at, outcome, request_id, charged)
      VALUES ('01old', 1, 1500, 2000, 'ACCEPTED', 'request-old', 'YES');
      INSERT INTO job_event (job_id, seq, at, from_state, to_state)
      VALUES ('01old', 1, 1000, NULL, 'ACCEPTED');
      INSERT INTO gate (gate, cause, shut_at, trial_at, trials) VALUES ('PAUSE', 'a rest', 5, NULL, 0);
      INSERT INTO notice (subject, seq, topic, at, content, due_at, tries)
      VALUES ('01old', 1, 'ACCEPTED', 1000, '{}', 1000, 2);
      """;

  private OldLedger() {}
}
