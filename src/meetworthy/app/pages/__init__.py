"""What a person sees in the browser: server-rendered pages, htmx, one style from the tokens.

What belongs here: a folder per section, templates, the style sheet, the one script.  No statement
that changes the ledger: pages call the verbs of the other apps.  May import every app but `api`.

How a page is made
------------------
1. A view in ``<section>/view.py``, guarded: ``@inside(Ability.SEE)`` above
   ``def funnel(request, access)``; a form's target says ``writing=`` what it needs.  Look up
   everything by ``access.workspace``.
2. Answer with ``shell.page(request, access, "funnel/funnel.html", {...}, section="funnel")``.
   Templates find ``access``, ``workspace``, ``navigation``, ``section``, ``zone`` and ``now``.
3. A line in ``urls.py`` under ``w/<slug:workspace>/``.  The navigation lists every section
   already (``navigation.SECTIONS``); an entry shows once its URL name exists.
4. A template that extends ``base.html`` (or ``base_plain.html``: a narrow card, for who is in no
   workspace) and fills ``title`` and ``content``::

       <div class="head sticky"><h1>Funnel</h1><span class="say">what this is, in a few words</span>
         <div class="buttons push"> … </div></div>
       <div class="body"> … </div>

5. Styles of its own in ``style/NN-name.css``: every file there is served, in order of its name,
   after the tokens of ``report.tokens``.  Colours, sizes and spaces only as ``var(--…)``.

Components (``style/30-parts.css``; nothing here needs a script)
-----------------------------------------------------------------
``.card``; ``.button`` (``.first``: the one thing to do; ``.small``, ``.danger``) in ``.buttons``;
``.field`` (label, input, ``.help``, ``.errors``) in ``.fields``; ``.choice`` (radio buttons side by
side); ``.check``; ``.table`` (``.r`` for figures; add ``.list`` and it becomes a list at 390 px,
where a cell's ``data-name`` is written before it; wide ones in ``.scroll`` with ``tabindex=0``);
``.chip`` (``.unknown`` dotted, ``.open`` hatched, ``.warn``, ``.bad``) in ``.chips``; ``.note``;
``.empty`` (a heading, what will be here, the one thing to do); ``.meter`` with ``.is`` (known),
``.was`` (faded), ``.could`` (reachable), ``.line`` (threshold), ``.open`` (running);
``details.drop[data-menu]`` with a ``.sheet`` (a menu that a click elsewhere or Escape closes);
``.quiet``, ``.sr`` (for screen readers only), ``.push`` (to the right), ``.id``.

Tags (``{% load marks %}``): ``{% when instant %}`` and ``{% ago instant %}`` write a moment in the
reader's zone with the exact UTC time on hover; ``{% mark status %}`` draws ● ◐ ○ ◌;
``|points``, ``|span`` (a length of time), ``|words`` (an identifier), ``|person:people``.

The script (``static/meetworthy/meetworthy.js``) reads attributes: ``data-go="l"`` (after ``g``),
``data-key="a"`` (clicked or opened by a letter), ``data-row`` (walked by ``j`` and ``k``),
``data-search`` (``/``), ``data-open="id"`` (a dialog), ``data-once`` (a form sent once),
``form[data-at-once]`` (sent when something in it changes), ``data-live`` (polled; what was opened
stays open).  No inline script anywhere: the policy forbids it.  htmx is there (no eval, so no
filters in ``hx-trigger`` and no ``hx-on``); every request must work without it as well.

Text goes through gettext; problems are said with cause and remedy; ``django.contrib.messages``
are shown at the top by ``base.html``.
"""
