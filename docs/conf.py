"""How Sphinx makes the site; `autograder site` lays the notebooks, already run, beside these pages."""

from importlib.metadata import distribution

project = "Neural Networks and Deep Learning in NumPy"
author = ""
copyright = "the course's authors; code MIT, text CC BY 4.0"
language = "en"

extensions = ["myst_nb", "sphinx.ext.githubpages"]
exclude_patterns = ["contents.md"]

nb_execution_mode = "off"
nb_merge_streams = True

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_dmath_double_inline = True  # as in JupyterLab
myst_heading_anchors = 3

# MathJax's one file that draws SVG: it fetches no fonts, which a browser may refuse to a page on a disk.
MATHJAX = distribution("sphinx-mathjax-offline").locate_file("sphinx-mathjax-offline/static/mathjax/tex-svg.js")
mathjax_path = "tex-svg.js"
mathjax3_config = {"tex": {"inlineMath": [["\\(", "\\)"], ["$", "$"]]}}
# Besides formulas of the text: those in a quiz, which is a cell's output.
myst_mathjax_classes = "math|text_html"

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["site.css", str(MATHJAX)]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "show_toc_level": 2,
    "use_download_button": False,
    "home_page_in_toc": True,
    "navbar_persistent": [],
}
