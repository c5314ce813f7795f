-- The number of the name of a table or column.
SELECT name_id FROM former_names WHERE name = :name;
