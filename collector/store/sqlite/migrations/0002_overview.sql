-- An overview counts what every flow state counts as: it reads this index, and never the table, whose rows are a kilobyte
-- each. The prober leads, so that what a report changes lies together; then comes the order of the lists of flows, which
-- search in it too.
CREATE INDEX flow_state_by_count ON flow_state (tenant, prober, target, flow, counts_as, finding);

-- Flows of the run that could not be probed before somebody completes the site file: they count as unknown.
ALTER TABLE prober_report ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
