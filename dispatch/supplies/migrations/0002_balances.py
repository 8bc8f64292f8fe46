from django.db import migrations

# Inserting a ledger row moves the balances in the same statement; any other hand on them is refused. So the sum of the ledger *is* what
# lies there, whatever the program above does. Row triggers only: emptying a test's database by TRUNCATE stays possible.
FORWARD = """
CREATE FUNCTION supplies_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE supplies_stock SET on_hand = on_hand + NEW.change, reserved = reserved + NEW.held WHERE id = NEW.stock_id;
    IF NEW.change <> 0 THEN
        UPDATE supplies_lot SET on_hand = on_hand + NEW.change WHERE id = NEW.lot_id AND stock_id = NEW.stock_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'lot % is not of stock %', NEW.lot_id, NEW.stock_id;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER supplies_move AFTER INSERT ON supplies_ledger FOR EACH ROW EXECUTE FUNCTION supplies_move();

CREATE FUNCTION supplies_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is written once; correct it with another row';
END $$;
CREATE TRIGGER supplies_written_once BEFORE UPDATE OR DELETE ON supplies_ledger FOR EACH ROW EXECUTE FUNCTION supplies_written_once();

CREATE FUNCTION supplies_by_ledger_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- depth 1 is this trigger alone; the ledger's own trigger makes it 2
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'balances move by ledger rows only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER supplies_stock_by_ledger BEFORE UPDATE OF on_hand, reserved ON supplies_stock FOR EACH ROW
    WHEN (OLD.on_hand <> NEW.on_hand OR OLD.reserved <> NEW.reserved) EXECUTE FUNCTION supplies_by_ledger_only();
CREATE TRIGGER supplies_lot_by_ledger BEFORE UPDATE OF on_hand ON supplies_lot FOR EACH ROW
    WHEN (OLD.on_hand <> NEW.on_hand) EXECUTE FUNCTION supplies_by_ledger_only();
CREATE TRIGGER supplies_stock_starts_empty BEFORE INSERT ON supplies_stock FOR EACH ROW
    WHEN (NEW.on_hand <> 0 OR NEW.reserved <> 0) EXECUTE FUNCTION supplies_by_ledger_only();
CREATE TRIGGER supplies_lot_starts_empty BEFORE INSERT ON supplies_lot FOR EACH ROW
    WHEN (NEW.on_hand <> 0) EXECUTE FUNCTION supplies_by_ledger_only();
"""
BACKWARD = """
DROP TRIGGER supplies_lot_starts_empty ON supplies_lot;
DROP TRIGGER supplies_stock_starts_empty ON supplies_stock;
DROP TRIGGER supplies_lot_by_ledger ON supplies_lot;
DROP TRIGGER supplies_stock_by_ledger ON supplies_stock;
DROP TRIGGER supplies_written_once ON supplies_ledger;
DROP TRIGGER supplies_move ON supplies_ledger;
DROP FUNCTION supplies_by_ledger_only();
DROP FUNCTION supplies_written_once();
DROP FUNCTION supplies_move();
"""


class Migration(migrations.Migration):
    dependencies = [("supplies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
