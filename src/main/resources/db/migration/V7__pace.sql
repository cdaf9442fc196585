-- How long the gateway takes, learned from its results, and when each job's end is expected.

-- The latest durations of a resolution in milliseconds, a JSON list, the oldest first. The empty
-- text stands for manifests that name no resolution.
CREATE TABLE pace (
  resolution TEXT NOT NULL PRIMARY KEY,
  durations  TEXT NOT NULL
);

-- Until when the job is known to have been unfinished; NULL when nobody watched it from the start.
ALTER TABLE job ADD COLUMN unfinished_at BIGINT;
ALTER TABLE job ADD COLUMN expected_at BIGINT;
