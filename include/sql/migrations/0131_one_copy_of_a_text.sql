-- A text is measured, hashed and compressed once, when it is staged, and core keeps it once: only texts that were replaced lie beside it. It lies outside the
-- row in staging, too: what comes compressed inside a row stays inside, and core would no longer read little for questions on titles and times.
alter table staging.article alter column text set storage extended;
alter table staging.article set (toast_tuple_target = 256);
alter table staging.article add column content_sha256 text;
update staging.article set content_sha256 = encode(sha256(convert_to(title || E'\n' || text, 'UTF8')), 'hex');
alter table staging.article alter column content_sha256 set not null;
comment on column staging.article.content_sha256 is 'SHA-256 of title and text, hex.';

alter table core.article alter column text_chars drop expression;
alter table core.article alter column text_chars set default 0;
alter table core.article add column revised_at timestamptz;
comment on column core.article.revised_at is 'When this revision reached core; null: it is the first.';
update core.article a set revised_at = r.loaded_at
from core.article_revision r
where a.revision > 1 and r.article_id = a.article_id and r.revision = a.revision;

create table core.earlier_revision (
    article_id     bigint not null references core.article on delete cascade,
    revision       int not null,
    title          text not null,
    text           text not null,
    content_sha256 text not null,
    batch_id       bigint not null,
    loaded_at      timestamptz not null,
    replaced_at    timestamptz not null default now(),
    primary key (article_id, revision)
) with (toast_tuple_target = 256);
comment on table core.earlier_revision is 'Revisions of articles that a later one has replaced.';
comment on column core.earlier_revision.article_id is 'Article.';
comment on column core.earlier_revision.revision is '1 for the first.';
comment on column core.earlier_revision.title is 'Headline of the revision.';
comment on column core.earlier_revision.text is 'Text of the revision; empty once it has expired.';
comment on column core.earlier_revision.content_sha256 is 'SHA-256 of title and text, hex.';
comment on column core.earlier_revision.batch_id is 'Batch that brought it, or read it again last.';
comment on column core.earlier_revision.loaded_at is 'When it reached core.';
comment on column core.earlier_revision.replaced_at is 'When the next one did.';

insert into core.earlier_revision (article_id, revision, title, text, content_sha256, batch_id, loaded_at, replaced_at)
select r.article_id, r.revision, r.title, r.text, r.content_sha256, r.batch_id, r.loaded_at, coalesce(n.loaded_at, a.updated_at)
from core.article_revision r
join core.article a on a.article_id = r.article_id and a.revision <> r.revision
left join core.article_revision n on n.article_id = r.article_id and n.revision = r.revision + 1;

drop table core.article_revision;
create view core.article_revision as
select article_id, revision, title, text, content_sha256, batch_id, coalesce(revised_at, first_loaded_at) as loaded_at from core.article
union all
select article_id, revision, title, text, content_sha256, batch_id, loaded_at from core.earlier_revision;
comment on view core.article_revision is 'Every revision of every article: the newest from the articles, the others from where they were put.';
comment on column core.article_revision.article_id is 'Article.';
comment on column core.article_revision.revision is '1 for the first.';
comment on column core.article_revision.title is 'Headline of the revision.';
comment on column core.article_revision.text is 'Text of the revision; empty once it has expired.';
comment on column core.article_revision.content_sha256 is 'SHA-256 of title and text, hex.';
comment on column core.article_revision.batch_id is 'Batch that brought it, or read it again last.';
comment on column core.article_revision.loaded_at is 'When it reached core.';
