"""A report is written once. Changing or deleting it is refused by the database itself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION monthly_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER monthly_report_frozen BEFORE UPDATE OR DELETE ON reports_monthlyreport
    FOR EACH ROW EXECUTE FUNCTION monthly_report_frozen();
"""
BACKWARD = """
DROP TRIGGER monthly_report_frozen ON reports_monthlyreport;
DROP FUNCTION monthly_report_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
