"""What the stores sell: gold, gem-set pieces, jade; prices with 13 % VAT."""

from typing import NamedTuple

from demo_company import pictures as p
from demo_company.records import ensure

CATEGORIES = {
    "gold": ("Gold", "足金"),
    "gems": ("Gem-Set", "镶嵌"),
    "jade": ("Jade", "玉石"),
    "care": ("Care and Gifts", "养护与礼盒"),
}


class Piece(NamedTuple):
    """One product; ``price`` in yuan with VAT."""

    code: str
    category: str
    name: str
    zh: str
    price: float
    picture: tuple


PIECES = [
    Piece(
        "G101", "gold", "Gold Lucky Bead", "足金转运珠", 430, ("beads", p.GOLD, p.RUBY)
    ),
    Piece("G102", "gold", "Gold Bean 1 g", "足金金豆 1 克", 980, ("beads", p.GOLD)),
    Piece("G103", "gold", "Plain Gold Ring", "足金素圈戒指", 2860, ("ring", p.GOLD)),
    Piece("G104", "gold", "Gold Ear Studs", "足金耳钉", 1280, ("studs", p.GOLD)),
    Piece(
        "G105", "gold", "Gold Longevity Lock", "足金长命锁", 3680, ("pendant", p.GOLD)
    ),
    Piece(
        "G106",
        "gold",
        "Gold Heirloom Bangle",
        "古法传承金手镯",
        18600,
        ("bangle", p.GOLD),
    ),
    Piece("G107", "gold", "Gold Bar 10 g", "投资金条 10 克", 9200, ("bar", p.GOLD)),
    Piece(
        *("S201", "gems", "Diamond Ring 0.3 ct", "钻石戒指 0.3 克拉", 6980),
        ("ring", p.SILVER, p.DIAMOND),
    ),
    Piece(
        *("S202", "gems", "Diamond Pendant", "钻石吊坠", 3980),
        ("pendant", p.SILVER, p.DIAMOND),
    ),
    Piece("S203", "gems", "Ruby Ring", "红宝石戒指", 8800, ("ring", p.GOLD, p.RUBY)),
    Piece(
        *("S204", "gems", "Sapphire Ear Studs", "蓝宝石耳钉", 4280),
        ("studs", p.SILVER, p.SAPPHIRE),
    ),
    Piece("S205", "gems", "Pearl Necklace", "珍珠项链", 2680, ("beads", p.PEARL)),
    Piece(
        "S206", "gems", "Pearl Ear Studs", "珍珠耳钉", 680, ("studs", p.SILVER, p.PEARL)
    ),
    Piece(
        *("S207", "gems", "18K Gold Chain", "18K 金素链", 1580),
        ("pendant", p.GOLD, p.DIAMOND),
    ),
    Piece("J301", "jade", "Jadeite Bangle", "翡翠手镯", 15800, ("bangle", p.JADE)),
    Piece("J302", "jade", "Jadeite Guanyin", "翡翠观音吊坠", 5880, ("pendant", p.JADE)),
    Piece(
        *("J303", "jade", "Hetian Jade Buckle", "和田玉平安扣", 1680),
        ("bangle", p.WHITE_JADE),
    ),
    Piece(
        "J304",
        "jade",
        "Jade Bead Bracelet",
        "翡翠珠链",
        1280,
        ("beads", p.JADE, p.GOLD),
    ),
    Piece("J305", "jade", "Jade Ear Studs", "翡翠耳钉", 520, ("studs", p.GOLD, p.JADE)),
    Piece("C401", "care", "Polishing Cloth", "擦银布", 30, ("bar", p.PEARL)),
    Piece("C402", "care", "Gift Box", "礼盒", 70, ("box", p.RUBY, p.GOLD)),
]


def build(env):
    """Make categories and products."""
    for code, (name, zh) in CATEGORIES.items():
        names = {"name": name}
        ensure(env, f"category_{code}", "product.category", names)
        ensure(env, f"pos_category_{code}", "pos.category", names, {"name": zh})
    for piece in PIECES:
        _product(env, piece)


def _product(env, piece):
    ensure(
        env,
        f"product_{piece.code}",
        "product.product",
        {
            "name": piece.name,
            "default_code": piece.code,
            "type": "consu",
            "list_price": piece.price,
            "standard_price": round(piece.price * 0.6, 2),
            "categ_id": env.ref(f"kam_demo.category_{piece.category}").id,
            "pos_categ_ids": env.ref(f"kam_demo.pos_category_{piece.category}").ids,
            "available_in_pos": True,
            "image_1920": p.draw(*piece.picture),
        },
        {"name": piece.zh},
    )
