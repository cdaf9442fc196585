-- What the page asks, so that it costs the same with a million jobs. Each index is touched once in a
-- job's life, so that the writer hardly notices.

-- The newest jobs of a state in which nothing is due, and how many there are. Those that something is
-- due for are in job_due.
CREATE INDEX job_at_rest ON job (state, id) WHERE due_at IS NULL;

-- How many were accepted within a time.
CREATE INDEX job_accepted ON job (accepted_at);

-- How jobs ended within a time, and how long they took.
DROP INDEX job_finished;
CREATE INDEX job_finished ON job (finished_at, state, accepted_at, submitted_at, ready_at)
  WHERE finished_at IS NOT NULL;

-- How many fell into doubt within a time; a few at most.
CREATE INDEX job_event_doubt ON job_event (at) WHERE to_state = 'IN_DOUBT';
