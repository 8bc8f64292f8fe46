#!/bin/sh
# At the first start of the primary: its own role may be followed by a standby (deploy/compose.cluster.yml). Once that streams, make answers wait for it:
#   docker compose exec -u postgres database psql -U ecc -c "ALTER SYSTEM SET synchronous_standby_names = '*'" -c "SELECT pg_reload_conf()"
echo "host replication all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
