select max((believed_at at time zone %(zone)s)::date) as newest from core.contact_revision
