-- What was decided about every account that anything was decided about.
SELECT account_id, name, is_hidden FROM account_choices;
