-- What others are to be told, written in the very transaction of what it tells of; a row is deleted
-- when its receiver has taken it.

-- subject and seq are the event's id: job:seq, gate-NAME:n, batch-ULID:1. Of one subject only the
-- earliest row is sent. due_at is the next try, or until when somebody is sending it.
CREATE TABLE notice (
  subject TEXT    NOT NULL,
  seq     BIGINT  NOT NULL,
  topic   TEXT    NOT NULL,
  at      BIGINT  NOT NULL,
  content TEXT    NOT NULL,
  due_at  BIGINT  NOT NULL,
  tries   INTEGER NOT NULL,
  PRIMARY KEY (subject, seq)
);
CREATE INDEX notice_due ON notice (due_at, subject, seq);

-- How often each gate was shut or opened, and how many notices were given up.
CREATE TABLE notice_count (
  name  TEXT   NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

-- One row: by what name receivers know this ledger.
CREATE TABLE notice_source (
  id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  name TEXT    NOT NULL
);
