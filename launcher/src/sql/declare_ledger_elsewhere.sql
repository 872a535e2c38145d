SELECT read.declare_ledger_elsewhere()
