-- Of two descriptions of a row, the columns that differ, as the first has them.
SELECT json_group_object(before.key, before.value) AS contents
FROM json_each(:before) AS before
JOIN json_each(:after) AS after ON after.key = before.key
WHERE before.value IS NOT after.value;
