-- What is printed with a campaign's vouchers: lines of plain text.
ALTER TABLE campaigns ADD COLUMN terms text CHECK (terms <> '' AND length(terms) <= 2000);
