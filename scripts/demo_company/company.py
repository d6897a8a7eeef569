"""Languages, country, currency, time zone and chart of accounts."""

from demo_company import pictures

NAME = "金玉满堂珠宝集团 Jinyu Jewellery Group"
ZONE = "Asia/Shanghai"
LANGUAGES = ("en_US", "zh_CN")
CHART = "cn"


def build(env):
    """Turn the main company of a fresh database into the demo company."""
    _languages(env)
    _zone(env)
    company = env.ref("base.main_company")
    if company.name != NAME:
        _identity(env, company)
    if company.chart_template != CHART and not company._existing_accounting():
        _chart(env, company)
    company._kam_setup_cards()


def _languages(env):
    """English and Chinese, whichever the database was made with; English first."""
    languages = env["res.lang"].with_context(active_test=False)
    for code in LANGUAGES:
        language = languages.search([("code", "=", code)])
        if not language.active:
            env["base.language.install"].create(
                {"lang_ids": language.ids}
            ).lang_install()
    if env["ir.default"]._get("res.partner", "lang") != LANGUAGES[0]:
        env["ir.default"].set("res.partner", "lang", LANGUAGES[0])
        everybody = env["res.partner"].with_context(active_test=False).search([])
        everybody.lang = LANGUAGES[0]


def _zone(env):
    """Everybody works in China; the clock of the company is its contact's."""
    people = env["res.users"].with_context(active_test=False).search([])
    contacts = people.partner_id | env.ref("base.main_company").partner_id
    contacts.filtered(lambda contact: contact.tz != ZONE).tz = ZONE


def _identity(env, company):
    company.write(
        {
            "name": NAME,
            "country_id": env.ref("base.cn").id,
            "state_id": env.ref("base.state_cn_SH").id,
            "city": "黄浦区",
            "street": "南京东路 566 号",
            "zip": "200001",
            "phone": "021 6322 0566",
            "email": "service@jinyu.example.com",
            "website": "https://jinyu.example.com",
            "vat": "91310101MA1FPDEM0L",
            "logo": pictures.draw("ring", pictures.GOLD, pictures.RUBY),
        }
    )


def _chart(env, company):
    """Replace the generic chart, which nothing uses yet, by the Chinese one."""
    env.ref("base.CNY").active = True
    methods = env["pos.payment.method"].with_context(active_test=False)
    methods.search([("company_id", "=", company.id)]).unlink()
    company.currency_id = env.ref("base.CNY")
    env["account.chart.template"].try_loading(CHART, company)
    env["product.pricelist"].search([]).currency_id = company.currency_id
    company.account_price_include = "tax_included"
