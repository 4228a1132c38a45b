-- Up Migration

-- A carer proposes a longer wait of a rule that woke the family for nothing. A supervisor tries it on the plan page, or declines it. The counts
-- are of the nights before it was proposed. It is accepted when the plan has this wait or a longer one. Times by the service's clock.
CREATE TABLE plan_proposal (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  home_id      bigint NOT NULL REFERENCES home,
  rule         text NOT NULL,
  setting      text NOT NULL,
  value        int NOT NULL,
  -- { nights, heardNights, woken, needed, wouldWake }
  figures      jsonb NOT NULL,
  by_id        text NOT NULL,
  by_name      text NOT NULL,
  proposed_at  timestamptz NOT NULL,
  declined_at  timestamptz,
  declined_by  text,
  declined_why text
);
CREATE INDEX plan_proposal_of ON plan_proposal (home_id, id);
CREATE UNIQUE INDEX plan_proposal_once ON plan_proposal (home_id, rule) WHERE declined_at IS NULL;
