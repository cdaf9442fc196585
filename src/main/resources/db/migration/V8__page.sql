-- What the page asks, each from an index alone, so that it costs the same with a million jobs.

-- The newest jobs of a state, and how many there are.
CREATE INDEX job_state ON job (state, id);

-- How many were accepted within a time.
CREATE INDEX job_accepted ON job (accepted_at);

-- How jobs ended within a time, and how long they took.
DROP INDEX job_finished;
CREATE INDEX job_finished ON job (finished_at, state, accepted_at, submitted_at, ready_at)
  WHERE finished_at IS NOT NULL;

-- How many fell into doubt within a time; a few at most.
CREATE INDEX job_event_doubt ON job_event (at) WHERE to_state = 'IN_DOUBT';

-- What was or may have been charged within a time; the caps count it, too.
DROP INDEX attempt_started;
CREATE INDEX attempt_started ON attempt (started_at, charged);
