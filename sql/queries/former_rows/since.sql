-- How rows were before each sync from one on, the latest sync first. Every column
-- that was another is a row; one without a column says that there was no such
-- row, or stands for the sync itself.
SELECT
    former_rows.sync_run_id,
    tables.name AS about,
    CASE json_type(contents)
        WHEN 'array' THEN json_array(row_key ->> 0, changed.value)
        ELSE row_key
    END AS row_key,
    coalesce(json_type(contents) = 'array', 1) AS is_new,
    columns.name,
    changed.value
FROM former_rows
JOIN former_names AS tables ON tables.name_id = former_rows.about
LEFT JOIN json_each(contents) AS changed
LEFT JOIN former_names AS columns ON columns.name_id = changed.key AND json_type(contents) = 'object'
WHERE former_rows.sync_run_id >= :first
ORDER BY former_rows.sync_run_id DESC, tables.name, 3;
