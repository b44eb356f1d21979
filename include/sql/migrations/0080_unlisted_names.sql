-- Names that no file of the lexicon lists have keys of their own.

comment on column core.entity_mention.entity_key is 'Key in the table of that kind; of an office role:country, of an institution that no entry lists kind:country, of a place or body that only the noun before it tells kind:words, of an official whom only his title tells unlisted:name, of a reference what it points by.';
