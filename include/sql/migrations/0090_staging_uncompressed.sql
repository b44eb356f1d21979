-- A staged text lives for minutes: it is compressed once, when it reaches core, and not twice.
alter table staging.article alter column text set storage external;
