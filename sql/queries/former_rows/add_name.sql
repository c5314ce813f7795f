-- Gives the name of a table or column a number.
INSERT INTO former_names (name) VALUES (:name);
