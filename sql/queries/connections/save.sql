-- Adds a connection, or brings its report up to date; one that was removed is
-- connected again.
--
-- :created_at  when it was first connected; kept once set
INSERT INTO connections (
    item_id, institution_id, institution_name, created_at, consent_expires_at, data_as_of, is_manual
) VALUES (
    :item_id, :institution_id, :institution_name, :created_at, :consent_expires_at, :data_as_of, :is_manual
)
ON CONFLICT (item_id) DO UPDATE SET
    institution_id = coalesce(excluded.institution_id, institution_id),
    institution_name = coalesce(excluded.institution_name, institution_name),
    disconnected_at = NULL,
    end_unconfirmed = NULL,
    consent_expires_at = excluded.consent_expires_at,
    data_as_of = coalesce(excluded.data_as_of, data_as_of),
    is_manual = excluded.is_manual;
