-- Keeps what is known of an institution; the latest answer wins.
INSERT INTO institutions (
    institution_id,
    name,
    url,
    primary_color,
    oauth
) VALUES (
    :institution_id,
    :name,
    :url,
    :primary_color,
    :oauth
)
ON CONFLICT (institution_id) DO UPDATE SET
    name = excluded.name,
    url = excluded.url,
    primary_color = excluded.primary_color,
    oauth = excluded.oauth;
