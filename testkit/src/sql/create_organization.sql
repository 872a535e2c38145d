SELECT ledger.create_organization($1::uuid, $2::text, $3::text)
