-- Records a sync that went well.
INSERT INTO sync_runs (
    item_id,
    started_at,
    finished_at,
    outcome,
    added,
    changed,
    removed,
    holdings,
    holdings_changed,
    incomplete,
    window_start,
    contradictory
) VALUES (
    :item_id,
    :started_at,
    :finished_at,
    'success',
    :added,
    :changed,
    :removed,
    :holdings,
    :holdings_changed,
    :incomplete,
    :window_start,
    :contradictory
);
