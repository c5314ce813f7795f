-- How rows were before each sync from one on, the latest sync first. Every column
-- that was another is a row; one without a column says that there was no such
-- row, or stands for the sync itself.
SELECT former_rows.sync_run_id, about, row_key, contents IS NULL AS is_new, changed.key AS name, changed.value AS value
FROM former_rows
LEFT JOIN json_each(contents) AS changed
WHERE former_rows.sync_run_id >= :first
ORDER BY former_rows.sync_run_id DESC, about, row_key;
