"""Makes the embedded fonts from Debian's fonts-inter; needs fontTools."""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/opentype/inter")
HERE = Path(__file__).parent
KEPT = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x20CF),
    (0x2100, 0x23FF), (0x25A0, 0x27BF), (0x2B00, 0x2BFF),
]


def tabular_glyphs(font):
    """Maps each glyph to its form of equal width."""
    table, mapping = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    mapping.update(getattr(getattr(part, "ExtSubTable", part), "mapping", {}))
    return mapping


for weight in ("Regular", "SemiBold"):
    font = TTFont(SOURCE / f"Inter-{weight}.otf")
    tabular = tabular_glyphs(font)
    for table in font["cmap"].tables:
        for code, glyph in list(table.cmap.items()):
            if glyph in tabular and chr(code) in "0123456789+\u2212\u2013":
                table.cmap[code] = tabular[glyph]
    options = subset.Options()
    options.layout_features = ["kern", "ccmp", "mark", "mkmk", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={code for first, last in KEPT for code in range(first, last + 1)})
    subsetter.subset(font)
    font.save(HERE / f"Inter-{weight}-Tabular.otf")
