-- What is to be done, and what became of it.

CREATE TABLE mutation (
  -- The order in which they were written, and, within a topology, are applied.
  seq            INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  topology_id    TEXT NOT NULL REFERENCES topology (id),
  op             TEXT NOT NULL,
  payload        TEXT NOT NULL CHECK (json_valid(payload)),
  state          TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'applying', 'applied', 'failed')),
  reason         TEXT,
  -- How often it was claimed; the number of a claim is its token: who comes with an older one has lost the row.
  attempts       INTEGER NOT NULL DEFAULT 0,
  mutator        TEXT,
  -- Until then it is its mutator's; after that, whoever comes may claim it.
  lease_until_ms INTEGER,
  created_ms     INTEGER NOT NULL,
  applying_ms    INTEGER,
  ended_ms       INTEGER,
  CHECK ((state = 'failed') = (reason IS NOT NULL)),
  CHECK ((state = 'applying') = (lease_until_ms IS NOT NULL)),
  CHECK ((state IN ('applied', 'failed')) = (ended_ms IS NOT NULL))
) STRICT;

-- The first open one of each topology is what a mutator may claim.
CREATE INDEX mutation_open ON mutation (topology_id, seq) WHERE state IN ('pending', 'applying');
CREATE INDEX mutation_history ON mutation (topology_id, seq);

-- What has ended stays as it is, whoever has another opinion.
CREATE TRIGGER mutation_ends_once BEFORE UPDATE ON mutation WHEN OLD.state IN ('applied', 'failed')
BEGIN
  SELECT RAISE(ABORT, 'a mutation that has ended does not change');
END;
