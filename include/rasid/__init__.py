"""Watch Arabic news for contacts between American and Russian officials.

    feed ─▶ FeedEntry ─▶ Page ─▶ Article ─▶ TaggedArticle ─▶ ContactMention ─▶ Contact ─▶ Alert ─▶ Delivery

``model`` names what flows, ``core`` computes, ``io`` talks to the world, and ``stages`` joins
the two. Imports run one way: ``model`` ◀ ``core`` ◀ ``stages`` ▶ ``io`` ▶ ``model``.
"""
