-- It was made for alerts that nothing has sent yet; they will bring their own.
DROP TABLE IF EXISTS alert_outbox;

-- As the command is spelled.
UPDATE audit SET action = 'enroll' WHERE action = 'enrol';
