-- Up Migration

-- The hash of the name that a device made for itself when it redeemed its code: that device may redeem it again where the answer was lost.
ALTER TABLE setup_code ADD COLUMN redeemed_by text;

-- A contact hears that the plan of the home is due for review.
ALTER TABLE notification
  DROP CONSTRAINT notification_kind_check,
  ADD CONSTRAINT notification_kind_check CHECK (kind IN ('alarm', 'askAgain', 'supervisor', 'everyone', 'nobodyOnDuty', 'service', 'invitation',
                                                         'phoneTest', 'phoneTestDue', 'phoneLost', 'commissioning', 'planReview'));
