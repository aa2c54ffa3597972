-- How much a flow counts by its matrix, apart from what was seen: so that a newer page that weighs it otherwise neither
-- breaks nor heals it. Empty: from before this was kept.
ALTER TABLE flow_state ADD COLUMN weight TEXT NOT NULL DEFAULT '';
ALTER TABLE transition ADD COLUMN by_page INTEGER NOT NULL DEFAULT 0;
