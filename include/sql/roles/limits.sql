-- What each role may cost the server, and who may enter the warehouse at all.
alter role rasid_loader set idle_in_transaction_session_timeout = '30min';
alter role rasid_sender set statement_timeout = '60s';
alter role rasid_desk set statement_timeout = '30s';
alter role rasid_analyst set default_transaction_read_only = on;
alter role rasid_analyst set statement_timeout = '60s';
alter role rasid_analyst set idle_in_transaction_session_timeout = '10min';
alter role rasid_analyst connection limit 20;
do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to rasid_loader, rasid_sender, rasid_desk, rasid_analyst', current_database());
end
$$;
