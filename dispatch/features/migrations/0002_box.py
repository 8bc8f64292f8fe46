"""A native box beside each feature, kept by PostgreSQL itself and searched by GiST: no extension is needed, and a viewport is one index scan."""

from django.db import migrations

BOX = """
ALTER TABLE features_feature ADD COLUMN box box NOT NULL DEFAULT box(point(0,0), point(0,0));

CREATE FUNCTION features_corners(shape jsonb) RETURNS TABLE (west float8, south float8, east float8, north float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min((p->>0)::float8), min((p->>1)::float8), max((p->>0)::float8), max((p->>1)::float8)
    FROM jsonb_path_query(shape, 'strict $.coordinates.** ? (@.type() == "array" && @[0].type() == "number")') AS p
$$;

CREATE FUNCTION features_keep_box() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE c record;
BEGIN
    IF NEW.shape IS NULL OR NEW.shape->>'type' = 'Point' THEN
        NEW.box := box(point(NEW.lon, NEW.lat), point(NEW.lon, NEW.lat));
    ELSE
        SELECT * INTO c FROM features_corners(NEW.shape);
        NEW.box := box(point(coalesce(c.west, NEW.lon), coalesce(c.south, NEW.lat)), point(coalesce(c.east, NEW.lon), coalesce(c.north, NEW.lat)));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER features_keep_box BEFORE INSERT OR UPDATE OF lon, lat, shape ON features_feature
    FOR EACH ROW EXECUTE FUNCTION features_keep_box();
CREATE INDEX features_box ON features_feature USING gist (box) WHERE active;
"""
UNDO = """
DROP TRIGGER features_keep_box ON features_feature;
DROP FUNCTION features_keep_box();
DROP FUNCTION features_corners(jsonb);
ALTER TABLE features_feature DROP COLUMN box;
"""


class Migration(migrations.Migration):
    dependencies = [("features", "0001_initial")]

    operations = [migrations.RunSQL(BOX, UNDO)]
