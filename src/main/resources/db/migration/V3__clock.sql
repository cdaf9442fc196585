-- One row: the latest time that a program saw. A clock that stands earlier at a start was set back.
CREATE TABLE clock (
  id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  latest_at BIGINT  NOT NULL
);
