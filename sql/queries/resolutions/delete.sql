-- Takes back what the person said.
DELETE FROM resolutions WHERE resolution_id = :resolution_id;
