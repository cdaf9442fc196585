-- What a job's video is called beneath the outbox, without an ending; decided when it is accepted.
ALTER TABLE job ADD COLUMN output_stem TEXT NOT NULL DEFAULT '';
UPDATE job SET output_stem = name;
