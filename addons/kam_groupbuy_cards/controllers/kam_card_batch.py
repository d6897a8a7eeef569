from odoo import http
from odoo.http import content_disposition, request

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


class KamCardBatchController(http.Controller):
    @http.route(
        "/kam_groupbuy_cards/batch/<int:batch_id>/<string:form>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def download(self, batch_id, form, **_parameters):
        """Send the codes of a batch; they are made now and kept nowhere (CARD-13)."""
        batch = request.env["kam.card.batch"].browse(batch_id)
        content, extension = batch._make_file(form)
        name = f"{batch.name.replace('/', '-')}.{extension}"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", TYPES[extension]),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
