-- Several receivers may be told of the same thing: each has rows of its own, and its own progress.
-- What waits from before belongs to the only receiver that there was.
CREATE TABLE notice_of_receiver (
  receiver TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  seq      BIGINT  NOT NULL,
  topic    TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  content  TEXT    NOT NULL,
  due_at   BIGINT  NOT NULL,
  tries    INTEGER NOT NULL,
  PRIMARY KEY (receiver, subject, seq)
);
INSERT INTO notice_of_receiver (receiver, subject, seq, topic, at, content, due_at, tries)
  SELECT 'http', subject, seq, topic, at, content, due_at, tries FROM notice;
DROP TABLE notice;
ALTER TABLE notice_of_receiver RENAME TO notice;
CREATE INDEX notice_due ON notice (receiver, due_at, subject, seq);
