-- Two commits of format 1: a tank that is built and filled, and a command that came to nothing.
DO $$
DECLARE
    v_org     constant uuid := '{organization}';
    v_tank    constant uuid := gen_random_uuid();
    v_chain   bytea := decode(repeat('00', 32), 'hex');
    v_command uuid;
    v_event   uuid;
    v_type    text;
    v_payload text;
    v_digest  bytea;
    v_at      timestamptz;
BEGIN
    FOR i IN 1..2 LOOP
        v_command := gen_random_uuid();
        v_event := gen_random_uuid();
        v_at := '2024-01-01T00:00:00.000001Z'::timestamptz + i * interval '1 day';
        v_type := CASE i WHEN 1 THEN 'TankBuilt' ELSE 'TankFilled' END;
        v_payload := CASE i
            WHEN 1 THEN '{"effective_at":"2020-01-01T00:00:00Z","number":"old"}'
            ELSE '{"bbl":3,"effective_at":"2020-01-01T00:00:00Z","note":"old"}' END;
        v_digest := ledger.event_digest(v_org, 'tank', v_tank, i, v_event, v_type, 1, '2020-01-01Z', NULL, NULL, v_command,
                                        v_payload, '{}');
        INSERT INTO ledger.events VALUES (
            v_org, i, 'tank', v_tank, i, v_event, v_type, 1, v_payload::json, '{}', '2020-01-01Z', NULL, v_at, v_command,
            NULL, v_digest);
        INSERT INTO ledger.outbox (id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers)
        VALUES (v_event, 'tank', v_tank::text, v_type,
                replace(v_payload, '"note":"old"', '"note":"withheld"')::json, v_org, i, 0,
                json_build_object('event_version', 1, 'sequence', i, 'effective_at', '2020-01-01T00:00:00+00:00'::timestamptz,
                                  'recorded_at', v_at, 'command_id', v_command));
        v_chain := sha256(v_chain || uuid_send(v_org) || int8send(i) || int8send(i) || timestamptz_send(v_at) || v_digest);
        INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
        VALUES (v_org, i, i, v_at, v_chain, 1);
        INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position)
        VALUES (v_org, v_command, sha256('old'), i, i);
    END LOOP;
    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position)
    VALUES (v_org, gen_random_uuid(), sha256('nothing'), 2, 1);
    INSERT INTO ledger.claims VALUES (v_org, 'tank', 'old', 'tank', v_tank);
END;
$$;
