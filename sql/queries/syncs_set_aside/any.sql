-- Whether any sync is set aside.
SELECT EXISTS (SELECT 1 FROM syncs_set_aside) AS any_set_aside;
