-- How many whole downloads of a job's result were no video.
ALTER TABLE job ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0;
