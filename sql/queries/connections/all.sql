-- Every connection with its name, the end of its latest success and its latest
-- sync. The sync's columns are NULL where there was none.
SELECT
    connections.item_id,
    connections.institution_id,
    coalesce(institutions.name, institution_name, connections.institution_id, connections.item_id) AS name,
    created_at,
    disconnected_at,
    end_unconfirmed,
    consent_expires_at,
    data_as_of,
    is_manual,
    (
        SELECT finished_at FROM sync_runs AS success
        WHERE success.item_id = connections.item_id AND outcome = 'success'
        ORDER BY sync_run_id DESC LIMIT 1
    ) AS last_success,
    (
        SELECT max(sync_run_id) FROM sync_runs AS latest
        WHERE latest.item_id = connections.item_id
    ) AS last_run
FROM connections
LEFT JOIN institutions USING (institution_id)
WHERE connections.item_id = coalesce(:item_id, connections.item_id)
ORDER BY lower(name), connections.item_id;
