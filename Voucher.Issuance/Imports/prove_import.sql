-- Proves the lines of an import: finds those whose code is there already.
--
-- Marks, in the import's own lines, every repetition of a code within the file, and every code that any campaign has: a file that is
-- imported for two campaigns would hand out its codes twice (1).
-- Runs while no other import adds codes, so what it finds stays true until they are added. May run again.
SET LOCAL work_mem = '64MB';

UPDATE import_lines AS repeated
SET problem = 'duplicate', detail = 'The code is in line ' || first.line || ' already.'
FROM (SELECT code, min(line) AS line FROM import_lines WHERE problem IS NULL GROUP BY code HAVING count(*) > 1) AS first
WHERE repeated.code = first.code AND repeated.line > first.line AND repeated.problem IS NULL;

UPDATE import_lines AS known
SET problem = 'duplicate', detail = 'The code is in the inventory of campaign ' || codes.campaign_id || ' already.'
FROM codes
WHERE codes.code = known.code AND known.problem IS NULL;
