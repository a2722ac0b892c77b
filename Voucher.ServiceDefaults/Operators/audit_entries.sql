-- What operators changed. Every service that they change things in links this file into its migrations.
CREATE TABLE audit_entries (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    actor        text        NOT NULL,
    action       text        NOT NULL,
    subject_kind text        NOT NULL,
    subject_id   text        NOT NULL,
    before       jsonb,
    after        jsonb
);
CREATE INDEX audit_entries_of_subject ON audit_entries (subject_id, id);
