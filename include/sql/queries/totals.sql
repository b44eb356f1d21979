select (select count(*) from core.article)::int as articles, (select count(*) from mart.contacts)::int as contacts,
       (select count(*) from ops.delivery where state = 'sent')::int as mails
