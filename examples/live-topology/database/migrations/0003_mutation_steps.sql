-- Every state that a mutation was in. The database writes it, so that it tells what happened, and not what a program believes.

CREATE TABLE mutation_step (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  seq     INTEGER NOT NULL REFERENCES mutation (seq),
  state   TEXT NOT NULL,
  mutator TEXT,
  attempt INTEGER NOT NULL
) STRICT;

CREATE INDEX mutation_step_of ON mutation_step (seq, id);

CREATE TRIGGER mutation_step_first AFTER INSERT ON mutation
BEGIN
  INSERT INTO mutation_step (seq, state, mutator, attempt) VALUES (NEW.seq, NEW.state, NEW.mutator, NEW.attempts);
END;

CREATE TRIGGER mutation_step_next AFTER UPDATE ON mutation WHEN NEW.state <> OLD.state OR NEW.attempts <> OLD.attempts
BEGIN
  INSERT INTO mutation_step (seq, state, mutator, attempt) VALUES (NEW.seq, NEW.state, NEW.mutator, NEW.attempts);
END;
