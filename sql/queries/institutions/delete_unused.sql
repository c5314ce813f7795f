-- Deletes the institutions of which no connection is left.
DELETE FROM institutions
WHERE institution_id NOT IN (SELECT institution_id FROM connections WHERE institution_id IS NOT NULL);
