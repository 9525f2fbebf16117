export default function DesignerPage() {
  return null;
}
