-- What operators say about a campaign beyond whom it serves, and revisions by which they learn of each other's changes.

ALTER TABLE campaigns
    -- What a voucher of it is worth; no amount without a currency. Scale as it was given: 10.00 stays 10.00.
    ADD COLUMN value           numeric CHECK (value > 0 AND scale(value) <= 4),
    ADD COLUMN currency        text    CHECK (currency ~ '^[A-Z]{3}$'),
    -- From which day a voucher can be used (NULL: at once), and its last day (NULL: the campaign's end): a day in the campaign's zone, or so many
    -- days after that of the issue.
    ADD COLUMN activation_date date,
    ADD COLUMN activation_days integer CHECK (activation_days >= 0),
    ADD COLUMN validity_date   date,
    ADD COLUMN validity_days   integer CHECK (validity_days >= 0),
    ADD COLUMN acquisition     text    NOT NULL DEFAULT 'free' CHECK (acquisition IN ('free', 'bought')),
    ADD COLUMN product_format  text    NOT NULL DEFAULT 'digital' CHECK (product_format IN ('digital', 'paper')),
    ADD COLUMN product_id      text,
    ADD COLUMN bundle_item_id  text,
    -- Rises with each change of the row; operators' ETag.
    ADD COLUMN revision        bigint  NOT NULL DEFAULT 1,
    -- change_version when the row was last written: match answers of it and later ones know this state.
    ADD COLUMN version         bigint  NOT NULL DEFAULT 1,
    ADD CHECK ((value IS NULL) = (currency IS NULL)),
    ADD CHECK (num_nonnulls(activation_date, activation_days) <= 1),
    ADD CHECK (num_nonnulls(validity_date, validity_days) <= 1),
    ADD CHECK (activation_date <= validity_date),
    ADD CHECK (activation_days <= validity_days);

ALTER TABLE categories
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN revision   bigint      NOT NULL DEFAULT 1;

CREATE INDEX campaigns_of_merchant ON campaigns (merchant_id);
CREATE INDEX campaign_distributors_of_distributor ON campaign_distributors (distributor_id);

-- Why triggers: a change by hand, too, must make an operator's If-Match fail who has not seen it.
CREATE FUNCTION stamp_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.revision := OLD.revision + 1;
    END IF;
    -- The statement's trigger has raised it and holds its row.
    NEW.version := (SELECT version FROM change_version);
    RETURN NEW;
END
$$;
CREATE TRIGGER stamp_campaign BEFORE INSERT OR UPDATE ON campaigns FOR EACH ROW EXECUTE FUNCTION stamp_campaign();

CREATE FUNCTION stamp_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$;
CREATE TRIGGER stamp_category BEFORE UPDATE ON categories FOR EACH ROW EXECUTE FUNCTION stamp_category();
