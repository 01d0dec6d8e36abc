-- What stands on the canvas.

CREATE TABLE topology (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  state   TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'degraded')),
  reason  TEXT NOT NULL DEFAULT '',
  -- Mutations that were applied.
  version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE lan (
  topology_id TEXT NOT NULL REFERENCES topology (id),
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  subnet      TEXT NOT NULL,
  x           REAL NOT NULL,
  y           REAL NOT NULL,
  width       REAL NOT NULL,
  height      REAL NOT NULL,
  PRIMARY KEY (topology_id, id),
  UNIQUE (topology_id, name)
) STRICT;

CREATE TABLE decky (
  -- One name space for all topologies: on the bus, a decky's topic names the decky alone.
  id          TEXT PRIMARY KEY,
  topology_id TEXT NOT NULL,
  lan_id      TEXT NOT NULL,
  name        TEXT NOT NULL,
  ip          TEXT NOT NULL,
  services    TEXT NOT NULL CHECK (json_valid(services)),
  -- From the upper left corner of the LAN.
  x           REAL NOT NULL,
  y           REAL NOT NULL,
  FOREIGN KEY (topology_id, lan_id) REFERENCES lan (topology_id, id),
  UNIQUE (topology_id, name),
  UNIQUE (topology_id, ip)
) STRICT;

CREATE INDEX decky_of_lan ON decky (topology_id, lan_id);
