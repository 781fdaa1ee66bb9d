package dev.backstep.app.export;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import dev.backstep.app.graph.picture.GraphDrawing;
import dev.backstep.app.graph.picture.Graphics2DSurface;
import dev.backstep.app.graph.theme.Typeface;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.util.Matrix;

/// Paints pictures onto PDF pages of their size, with text that can be selected and the fonts in the
/// file, once for all pages.
final class PdfFile implements AutoCloseable {
    /// Readers refuse larger pages (PDF 1.7, annex C: 200 inches).
    private static final double LARGEST_SIDE = 14_400;

    private final PDDocument document = new PDDocument();
    private final PdfBoxGraphics2DFontTextDrawer fonts = new PdfBoxGraphics2DFontTextDrawer();

    PdfFile() throws IOException {
        document.getDocumentInformation().setProducer("Backstep");
        for (var typeface : Typeface.values()) {
            fonts.registerFont(Graphics2DSurface.font(typeface).getFontName(), typeface.open());
        }
    }

    void add(GraphDrawing drawing) throws IOException {
        double shrink = Math.min(1, LARGEST_SIDE / Math.max(drawing.width(), drawing.height()));
        float width = (float) (drawing.width() * shrink);
        float height = (float) (drawing.height() * shrink);
        var page = new PDPage(new PDRectangle(width, height));
        document.addPage(page);
        var graphics = new PdfBoxGraphics2D(document, (float) drawing.width(), (float) drawing.height());
        graphics.setFontTextDrawer(fonts);
        drawing.paint(new Graphics2DSurface(graphics));
        graphics.dispose();
        try (var content = new PDPageContentStream(document, page)) {
            content.transform(Matrix.getScaleInstance((float) shrink, (float) shrink));
            content.drawForm(graphics.getXFormObject());
        }
    }

    void save(OutputStream out) throws IOException {
        document.save(out);
    }

    @Override
    public void close() throws IOException {
        try (document) {
            fonts.close();
        }
    }
}
